/** The Java agent by which a process on Ray keeps its configuration, and the configuration of one that has none. */
package io.github.log4jray.agent;
