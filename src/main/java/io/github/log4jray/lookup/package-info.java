/** {@code ${ray:…}}: session, ids and settings anywhere in a configuration. */
package io.github.log4jray.lookup;
