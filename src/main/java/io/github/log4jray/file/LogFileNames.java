package io.github.log4jray.file;

import java.util.Objects;

/**
 * The names of the files of one component in one process.
 *
 * @param all the file for all events; null if only standard error is written
 * @param standardError the file for events of standard error; null if the component has none
 */
record LogFileNames(String all, String standardError) {

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof LogFileNames names
                && Objects.equals(all, names.all)
                && Objects.equals(standardError, names.standardError);
    }

    @Override
    public int hashCode() {
        return Objects.hash(all, standardError);
    }
}
