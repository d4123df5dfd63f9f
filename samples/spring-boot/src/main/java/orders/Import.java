package orders;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.CommandLineRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Imports the orders of each product that the command line names. */
@Component
@Order(1)
class Import implements CommandLineRunner {

    private static final Logger LOGGER = LoggerFactory.getLogger(Import.class);

    @Override
    public void run(String... products) {
        for (String product : products) {
            try (MDC.MDCCloseable task = MDC.putCloseable("task_name", "import");
                    MDC.MDCCloseable context = MDC.putCloseable("product", product)) {
                LOGGER.info("imported {} orders of {}", 10 * product.length(), product);
            }
        }
    }
}
