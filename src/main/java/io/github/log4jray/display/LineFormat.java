package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.text.Utf8Buffer;

/** How lines of workers are written. Used by the printing thread. */
interface LineFormat {

    /**
     * @param source the batch of the line
     * @param line without its end
     * @param repeats how many equal lines this one stands for; 0 for itself alone
     * @param out the line is appended to this in UTF-8, with its {@code \n}
     */
    void write(Batch source, String line, long repeats, Utf8Buffer out);

    /**
     * @param batch reports dropped lines
     * @param out the report is appended to this as a line, in UTF-8 with its {@code \n}
     */
    void writeLoss(Batch batch, Utf8Buffer out);

    /** Forgets what was kept of a batch. */
    void forget();
}
