package io.github.log4jray.receiver;

/**
 * Decides which peers a receiver welcomes. Immutable.
 *
 * @param token the secret that a worker proves to know
 * @param legacyHello whether a worker may send the token itself, as in version 1 of the protocol
 */
public record Access(String token, boolean legacyHello) {

    /** Does not contain the token. */
    @Override
    public String toString() {
        return legacyHello ? "by proof, or by the token itself" : "by proof";
    }
}
