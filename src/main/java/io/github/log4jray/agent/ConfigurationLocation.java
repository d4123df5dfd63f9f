package io.github.log4jray.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Checks whether Log4j can read a configuration, without a class of Log4j. Stateless. */
final class ConfigurationLocation {

    private ConfigurationLocation() {}

    /**
     * Checks that files exist and are readable, and that XML files are well-formed. It accepts other URLs and locations with
     * lookups without a check.
     *
     * @param location the value of {@code log4j2.configurationFile}: paths and URLs, separated by commas
     * @return the problem, which begins with a verb; null for none
     */
    static String problem(String location) {
        for (String part : location.split(",")) {
            String problem = problemOfOne(part.strip());
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static String problemOfOne(String location) {
        Path file;
        try {
            if (location.contains("${")) {
                return null;
            } else if (location.startsWith("file:/")) {
                file = Path.of(URI.create(location));
            } else if (location.startsWith("file:")) {
                file = Path.of(location.substring("file:".length()));
            } else if (location.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
                return null;
            } else {
                file = Path.of(location);
            }
        } catch (IllegalArgumentException e) {
            return "is not a path or URL";
        }
        if (!Files.isRegularFile(file)) {
            boolean isResource = ClassLoader.getSystemClassLoader().getResource(location) != null;
            return isResource ? null : "is not a file";
        }
        if (!Files.isReadable(file)) {
            return "can't be read";
        }
        return file.toString().endsWith(".xml") ? problemOfXml(file) : null;
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
