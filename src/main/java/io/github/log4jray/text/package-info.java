/** How events become bytes: rendering by a layout, UTF-8, JSON, lines. Knows nothing of sessions, files or sockets. */
package io.github.log4jray.text;
