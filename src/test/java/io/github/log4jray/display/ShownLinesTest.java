package io.github.log4jray.display;

import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.receiver.RunningReceiver;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches, and what is shown of them, character by character. */
class ShownLinesTest {

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen);
    private ProtocolPeer peer;

    @BeforeEach
    void connect() throws IOException {
        peer = receiver.plain();
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        receiver.close();
    }

    @Test
    void exampleOfTheDocument() throws IOException {
        peer.send(json("{'ip':'10.0.0.1','pid':45601,'job':'01000000','is_err':false,'lines':['task'],"
                + "'actor_name':null,'task_name':'task'}"));
        screen.awaitLines(1);
        assertThat(screen.text()).isEqualTo("(task pid=45601) task\n");
        assertThat(screen.errLines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'pid':45601                                              | (pid=45601) task
            'pid':45601,'actor_name':null,'task_name':null           | (pid=45601) task
            'pid':45601,'actor_name':'','task_name':''               | (pid=45601) task
            'pid':45601,'task_name':'t'                              | (t pid=45601) task
            'pid':45601,'actor_name':'','task_name':'t'              | (t pid=45601) task
            'pid':45601,'actor_name':'a','task_name':'t'             | (a pid=45601) task
            'pid':45601,'actor_name':'größer 你 😀'                   | (größer 你 😀 pid=45601) task
            'pid':45601,'ip':'10.0.0.1'                              | (pid=45601) task
            'pid':45601,'ip':'10.0.0.5'                              | (pid=45601, ip=10.0.0.5) task
            'pid':45601,'ip':''                                      | (pid=45601) task
            'pid':45601,'ip':null                                    | (pid=45601) task
            'pid':45601,'ip':'10.0.0.5','actor_name':'a'             | (a pid=45601, ip=10.0.0.5) task
            'pid':'45601'                                            | (pid=45601) task
            'pid':'gcs_server'                                       | (pid=gcs_server) task
            'pid':'raylet'                                           | (raylet) task
            'pid':'raylet','ip':'10.0.0.5'                           | (raylet, ip=10.0.0.5) task
            'pid':'raylet','actor_name':'a'                          | (raylet) task
            'pid':1,'actor_name':'A(index=2)'                        | (A(index=2) pid=1) task
            'pid':0                                                  | (pid=0) task
            'pid':1,'is_err':false,'new_key':[{'a':null}],'seq':'x'  | (pid=1) task
            """)
    void prefixNamesTheWorker(String members, String shown) throws IOException {
        peer.send(json("{" + members + ",'lines':['task']}"));
        assertThat(screen.awaitLines(1)).containsExactly(shown);
    }

    @Test
    void ofAnInfoMessageTheTextIsShown() throws IOException {
        peer.send(
                json("{'pid':'raylet','lines':['[x] :info_message:all is well','a :info_message:b:info_message:c']}"));
        assertThat(screen.awaitLines(2)).containsExactly("(raylet) all is well", "(raylet) b");
    }

    @Test
    void ofTheAutoscalerEventsAreShownWithTheAgeOfTheJob() throws IOException {
        peer.send(json("{'pid':'autoscaler','ip':'10.0.0.1','task_name':'t','lines':['noise',"
                + "'2026 :event_summary:Adding 1 node','x :event_summary:Removing 1 node']}"));
        assertThat(screen.awaitLines(3))
                .map(line -> line.replaceFirst("\\+(\\d+m)?\\d+s", "+AGE"))
                .containsExactly(
                        "(autoscaler +AGE) Tip: use `ray status` to view detailed cluster status. To disable these"
                                + " messages, set RAY_SCHEDULER_EVENTS=0.",
                        "(autoscaler +AGE) Adding 1 node",
                        "(autoscaler +AGE) Removing 1 node");
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59.9, 59s", "60, 60s", "60.1, 1m0s", "3600, 59m60s", "3661.5, 1h1m1s", "90000, 24h59m60s"})
    void ageOfAJobIsWrittenAsRayWritesIt(double seconds, String age) {
        assertThat(AutoscalerEvents.age((long) (seconds * 1e9))).isEqualTo(age);
    }

    @Test
    void eachLineHasThePrefix() throws IOException {
        peer.send(json("{'pid':1,'lines':['one','','  three','four\\tfour']}"));
        screen.awaitLines(4);
        assertThat(screen.text()).isEqualTo("(pid=1) one\n(pid=1) \n(pid=1)   three\n(pid=1) four\tfour\n");
    }

    @Test
    void linesOfStandardErrorGoToStandardError() throws IOException {
        peer.send(
                json("{'pid':1,'lines':['out 1']}"),
                json("{'pid':1,'is_err':true,'lines':['err 1','err 2']}"),
                json("{'pid':1,'is_err':false,'lines':['out 2']}"));
        assertThat(screen.awaitLines(2)).containsExactly("(pid=1) out 1", "(pid=1) out 2");
        assertThat(screen.errLines()).containsExactly("(pid=1) err 1", "(pid=1) err 2");
    }

    @Test
    void lossesAreToldOnStandardError() throws IOException {
        peer.send(
                json("{'pid':45601,'lines':[],'dropped':1234,'file':'/tmp/logs/worker.out'}"),
                json("{'pid':45601,'lines':[],'dropped':7,'file':null,'task_name':'t','ip':'10.0.0.5'}"),
                json("{'pid':2,'lines':[],'dropped':1,'file':'/a'}"),
                json("{'pid':45601,'lines':[],'dropped':0}"),
                json("{'pid':45601,'lines':['after']}"));
        assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) after");
        assertThat(screen.errLines())
                .containsExactly(
                        "(pid=45601) 1234 lines dropped, see /tmp/logs/worker.out",
                        "(t pid=45601, ip=10.0.0.5) 7 lines dropped",
                        "(pid=2) 1 line dropped, see /a");
    }

    @Test
    void onlyBatchesOfItsOwnJobAreShownAndThoseWithoutAJob() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(
                    json("{'seq':1,'pid':1,'job':'02000000','lines':['of another job']}"),
                    json("{'seq':2,'pid':1,'job':'01000000','lines':['of this job']}"),
                    json("{'seq':3,'pid':1,'job':null,'lines':['null']}"),
                    json("{'seq':4,'pid':1,'job':'','lines':['empty']}"),
                    json("{'seq':5,'pid':1,'lines':['missing']}"),
                    json("{'seq':6,'pid':1,'job':'02000000','is_err':true,'lines':[],'dropped':3}"));
            worker.awaitAcked(6);
        }
        assertThat(screen.lines())
                .containsExactly("(pid=1) of this job", "(pid=1) null", "(pid=1) empty", "(pid=1) missing");
        assertThat(screen.errLines()).isEmpty();
    }

    @Test
    void emptyLinesBetweenBatchesMeanNothing() throws IOException {
        peer.send("", ProtocolPeer.batch(1, "one"), "", "", ProtocolPeer.batch(2, "two"), "");
        assertThat(screen.awaitLines(2)).containsExactly("(pid=45601) one", "(pid=45601) two");
    }

    @Test
    void linesOfManyPeersStayWholeAndInOrder() throws IOException {
        try (ProtocolPeer other = receiver.plain()) {
            for (int i = 0; i < 300; i++) {
                peer.send(json("{'pid':1,'lines':['a" + i + "','b" + i + "']}"));
                other.send(json("{'pid':2,'lines':['c" + i + "']}"));
            }
            screen.awaitLines(900);
        }
        assertThat(screen.lines()).allMatch(line -> line.matches("\\(pid=(1\\) [ab]|2\\) c)\\d+"));
        assertThat(screen.lines().stream().filter(line -> line.startsWith("(pid=2)")))
                .hasSize(300)
                .startsWith("(pid=2) c0", "(pid=2) c1")
                .endsWith("(pid=2) c299");
    }

    @Test
    void endOfInputRightAfterABatchLosesNothing() throws IOException {
        for (int i = 0; i < 200; i++) {
            try (ProtocolPeer hasty = receiver.stranger()) {
                hasty.hello(RunningReceiver.TOKEN);
                hasty.send(ProtocolPeer.batch(1, "last words " + i));
                hasty.endOutput();
                hasty.awaitEnd();
            }
        }
        assertThat(screen.awaitLines(200)).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void partsOfALineMayArriveOneByOne() throws IOException {
        for (byte b : (ProtocolPeer.batch(1, "grüße") + "\n").getBytes(StandardCharsets.UTF_8)) {
            peer.send(new byte[] {b});
        }
        Awaitility.await().until(() -> screen.text().equals("(pid=45601) grüße\n"));
    }
}
