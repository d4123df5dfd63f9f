package raycluster;

/** An actor: adds up. It does not log, it prints. */
public final class Total {

    private int words;

    public int add(int more) {
        words += more;
        System.out.println(words + " words so far");
        return words;
    }
}
