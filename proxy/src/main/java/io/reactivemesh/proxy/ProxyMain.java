package io.reactivemesh.proxy;

import io.reactivemesh.proxy.log.LogFilter;
import io.reactivemesh.proxy.log.ProxyLogging;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sidecar's entry point. Without arguments it is the sidecar, whose environment says everything; exit codes: 0 after a drain, 1 when
 * it could not start, 64 when its environment is wrong. {@code await} waits for one that is running ({@link Await}).
 */
public final class ProxyMain {

    private static final int INITIALIZATION_FAILURE = 1;
    private static final int INVALID_CONFIGURATION = 64;

    private ProxyMain() {}

    /** Runs until it is told to stop. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.isEmpty()) {
            System.exit(run(System.getenv(), Runtime.getRuntime().availableProcessors()));
        }
        if (words.getFirst().equals(Await.COMMAND)) {
            System.exit(Await.run(words.subList(1, words.size()), System.err));
        }
        System.err.println(words.getFirst() + ": unknown (expected: nothing, or " + Await.COMMAND + ")");
        System.exit(INVALID_CONFIGURATION);
    }

    private static int run(Map<String, String> environment, int availableCores) {
        ProxyConfig config;
        try {
            configureLog(environment);
            config = ProxyConfig.parse(environment, availableCores);
        } catch (InvalidConfiguration e) {
            Logger log = LoggerFactory.getLogger(ProxyMain.class);
            e.problems().forEach(problem -> log.error("Invalid variable {}", problem));
            System.err.println(e.getMessage());
            return INVALID_CONFIGURATION;
        }
        try {
            ProxyProcess.start(config, environment).awaitEnd();
            return 0;
        } catch (IOException e) {
            System.err.println("Initialization failure: " + e.getMessage());
            return INITIALIZATION_FAILURE;
        }
    }

    /** The log comes first, so that everything else can be told in the wanted form. What is wrong with it is told with the rest. */
    static void configureLog(Map<String, String> environment) {
        EnvReader env = new EnvReader(environment);
        LogFilter filter = env.optional("LOG", LogFilter::parse);
        ProxyConfig.Logging logging = new ProcessSection(env).logging();
        ProxyLogging installed = ProxyLogging.installed();
        installed.json(logging.json());
        installed.filter(filter == null ? LogFilter.parse(ProcessSection.DEFAULT_LOG) : filter);
    }
}
