package orders;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.springframework.boot.CommandLineRunner;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Stands for a Prometheus: asks for the meters once, after the import, and keeps the answer in the session's directory. */
@Component
@Order(2)
class Scrape implements CommandLineRunner {

    private final Environment environment;

    Scrape(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void run(String... products) throws Exception {
        URI meters = URI.create(
                "http://localhost:" + environment.getRequiredProperty("local.server.port") + "/actuator/prometheus");
        Path answer = Path.of(
                environment.getRequiredProperty("RAY_SESSION_DIR"),
                "meters-" + ProcessHandle.current().pid() + ".txt");
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(meters).build(), BodyHandlers.ofFile(answer));
    }
}
