/** Whose line it is: the ids of the process, and the keys under which an event carries those of its task. */
package io.github.log4jray.context;
