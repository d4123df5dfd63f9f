package io.github.log4jray.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** A class of tests whose programs run on each of {@link JavaProcess#LOG4J_VERSIONS}, its parameter. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "Log4j {0}")
@FieldSource("io.github.log4jray.testing.JavaProcess#LOG4J_VERSIONS")
public @interface OnEachLog4j {}
