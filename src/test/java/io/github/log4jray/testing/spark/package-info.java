/** Real clusters of Spark, and jobs that run on them. */
package io.github.log4jray.testing.spark;
