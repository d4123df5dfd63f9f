/**
 * Main classes that {@link io.github.log4jray.testing.fixtures.JavaProcess} starts for the tests of several packages. A
 * program that only one package starts is in that package.
 */
package io.github.log4jray.testing.programs;
