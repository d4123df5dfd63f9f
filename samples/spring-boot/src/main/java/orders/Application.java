package orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application as any other of Spring Boot: it knows SLF4J, and nothing of where its lines go. */
@SpringBootApplication
public class Application {

    public static void main(String[] products) {
        // The web server would go on.
        System.exit(SpringApplication.exit(SpringApplication.run(Application.class, products)));
    }
}
