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

/** Finds out, without Log4j, whether Log4j will be able to read a configuration. */
final class ConfigurationLocation {

    private ConfigurationLocation() {}

    /**
     * @param location as for {@code log4j2.configurationFile}: paths and URLs, separated by commas; may have
     *     lookups. Only files are looked at, and of these only whether they exist and are well-formed, where they are XML
     * @return what is wrong; null for nothing
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
            return "is no path or URL";
        }
        if (!Files.isRegularFile(file)) {
            boolean isResource = ClassLoader.getSystemClassLoader().getResource(location) != null;
            return isResource ? null : "is no file";
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
            return root.equalsIgnoreCase("Configuration") ? null : "is no configuration of Log4j: its root is " + root;
        } catch (SAXParseException e) {
            return "is broken: line " + e.getLineNumber() + ": " + e.getMessage();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            return "can't be read: " + e;
        }
    }
}
