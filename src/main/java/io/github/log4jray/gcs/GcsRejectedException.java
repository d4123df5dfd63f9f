package io.github.log4jray.gcs;

import java.io.IOException;

/** Says that a GCS does not want this process, or can't be asked as this process is: it makes no sense to try soon. */
final class GcsRejectedException extends IOException {
    private static final long serialVersionUID = 1L;

    GcsRejectedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
