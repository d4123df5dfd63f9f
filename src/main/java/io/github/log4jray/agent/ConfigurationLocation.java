package io.github.log4jray.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Checks whether Log4j can read a configuration, without a class of Log4j. {@link Agent} calls it before {@code main}.
 * Stateless. It reads a location as Log4j does (2.17.1 to 2.26.1):
 *
 * <ul>
 *   <li>A location with commas, or with {@code ?override=}, is a list. Log4j takes the parts that exist and ignores the
 *       others with a warning.
 *   <li>If no part exists, the whole location is one path or URL. So {@code /opt/a,b/log4j2.xml} is a file in
 *       {@code /opt/a,b}.
 *   <li>A {@code file:} URL of a directory exists for Log4j, which then fails to parse it. A path of a directory does
 *       not exist.
 * </ul>
 */
final class ConfigurationLocation {

    private static final String OVERRIDE = "override=";

    private ConfigurationLocation() {}

    /**
     * Checks that files exist and are readable, and that XML files are well-formed. It accepts other URLs and locations with
     * lookups without a check.
     *
     * @param location the value of {@code log4j2.configurationFile}: paths and URLs, as a list or one alone
     * @return the problem, which begins with a verb; null for none
     */
    static String problem(String location) {
        List<String> found =
                parts(location).filter(ConfigurationLocation::isFound).toList();
        return (found.isEmpty() ? List.of(location) : found)
                .stream()
                        .map(ConfigurationLocation::problemOfOne)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static Stream<String> parts(String location) {
        int query = location.indexOf('?');
        if (location.contains(",") || query < 0) {
            return Arrays.stream(location.split(",")).map(String::strip);
        }
        Stream<String> overrides = Arrays.stream(location.substring(query + 1).split("&"))
                .filter(parameter -> parameter.regionMatches(true, 0, OVERRIDE, 0, OVERRIDE.length()))
                .map(parameter -> decoded(parameter.substring(OVERRIDE.length())));
        return Stream.concat(Stream.of(location.substring(0, query)), overrides);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    private static boolean isFound(String location) {
        try {
            Path file = file(location);
            return file == null
                    || Files.isReadable(file) && (Files.isRegularFile(file) || location.startsWith("file:"))
                    || isResource(location);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String problemOfOne(String location) {
        Path file;
        try {
            file = file(location);
        } catch (IllegalArgumentException e) {
            return "is not a path or URL";
        }
        if (file == null) {
            return null;
        }
        if (!Files.isRegularFile(file)) {
            return isResource(location) ? null : "is not a file";
        }
        if (!Files.isReadable(file)) {
            return "can't be read";
        }
        return file.toString().endsWith(".xml") ? problemOfXml(file) : null;
    }

    /**
     * @return null where the location has a lookup or is a URL of another kind
     * @throws IllegalArgumentException if the location is neither a path nor a URL
     */
    private static Path file(String location) {
        if (location.contains("${")) {
            return null;
        } else if (location.startsWith("file:/")) {
            return Path.of(URI.create(location.replaceFirst("\\?.*", "")));
        } else if (location.startsWith("file:")) {
            return Path.of(location.substring("file:".length()));
        }
        return location.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*") ? null : Path.of(location);
    }

    private static boolean isResource(String location) {
        return ClassLoader.getSystemClassLoader().getResource(location) != null;
    }

    private static String problemOfXml(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            String root = builder.parse(stream).getDocumentElement().getTagName();
            return root.equalsIgnoreCase("Configuration")
                    ? null
                    : "is not a configuration of Log4j: its root is " + root;
        } catch (SAXParseException e) {
            return "is broken: line " + e.getLineNumber() + ": " + e.getMessage();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            return "can't be read: " + e;
        }
    }
}
