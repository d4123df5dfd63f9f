/** What touches a real Ray in the same process, by reflection: nothing here needs Ray to be there. */
package io.github.log4jray.ray;
