package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import java.util.Objects;

/**
 * The session of an appender, and the configured ids and the role of this process in it. {@link IdentityResolver} makes it;
 * {@link JobLocator} finds the ids that are not configured. Immutable.
 *
 * @param session the session; null if the appender has none
 * @param configured the configured ids
 * @param role the role of this process, as far as the appender and its configuration determine it
 */
public record ProcessIdentity(Session session, ProcessIds configured, ProcessRole role) {

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessIdentity identity
                && Objects.equals(session, identity.session)
                && configured.equals(identity.configured)
                && role == identity.role;
    }

    @Override
    public int hashCode() {
        return Objects.hash(session, configured, role);
    }
}
