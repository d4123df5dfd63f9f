package io.github.log4jray.settings;

import java.net.URL;
import java.net.URLClassLoader;

/** A class loader with a copy of this library and without any other. */
final class OtherLoader extends URLClassLoader {

    OtherLoader() {
        super(
                new URL[] {JvmState.class.getProtectionDomain().getCodeSource().getLocation()},
                ClassLoader.getPlatformClassLoader());
    }
}
