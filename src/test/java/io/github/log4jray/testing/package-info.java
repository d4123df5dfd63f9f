/** What tests share: configurations, processes, what Log4j says of itself. */
package io.github.log4jray.testing;
