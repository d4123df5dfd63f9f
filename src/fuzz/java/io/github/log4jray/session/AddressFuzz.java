package io.github.log4jray.session;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

/** An address is read, and read again from what is shown of it; or it is refused. No message shows a password. */
public final class AddressFuzz {

    private static final String PASSWORD = "Xs3cretX";

    private AddressFuzz() {}

    /** @param data an address, with the place of a password in it */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String before = data.consumeString(data.consumeInt(0, 30));
        String after = data.consumeRemainingAsString();
        check(before + after, null);
        if (!(before + after).contains(PASSWORD)) {
            check(before + ":" + PASSWORD + "@" + after, PASSWORD);
        }
    }

    private static void check(String text, String secret) {
        String shown;
        try {
            shown = Address.parse(text).toString();
            Address.parse(shown);
        } catch (IllegalArgumentException e) {
            shown = String.valueOf(e.getMessage());
        }
        if (secret != null && shown.contains(secret)) {
            throw new AssertionError(text + " is shown as " + shown);
        }
    }
}
