package io.reactivemesh.proxy.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which lines are written, as configured: a comma separated list of {@code level} (for everything),
 * {@code target=level} and {@code target} (all its levels). The longest target that a logger's name begins with decides.
 *
 * <p>Targets may be our package names or the module names operators know from the reference proxy, see {@link #OURS};
 * unknown ones are accepted and match nothing. So do directives for spans, {@code [span{field}]=level}: there are none.
 */
public final class LogFilter {

    private static final Pattern DIRECTIVE =
            Pattern.compile("(?<target>[\\w.:$-]*)(?<span>\\[[^\\]]*\\])?(=(?<level>\\w+))?");

    /** Module names of the reference proxy, each with its place here; the first whose name begins the target counts. */
    private static final List<String[]> OURS = List.of(
            new String[] {"linkerd_app_outbound", "io.reactivemesh.proxy.outbound"},
            new String[] {"linkerd_app_inbound", "io.reactivemesh.proxy.inbound"},
            new String[] {"linkerd_app_admin", "io.reactivemesh.proxy.admin"},
            new String[] {"linkerd_proxy_balance", "io.reactivemesh.proxy.balance"},
            new String[] {"linkerd_proxy_api_resolve", "io.reactivemesh.proxy.control"},
            new String[] {"linkerd_service_profiles", "io.reactivemesh.proxy.control"},
            new String[] {"linkerd_proxy_transport", "io.reactivemesh.proxy.transport"},
            new String[] {"linkerd_proxy_http", "io.reactivemesh.proxy.transport"},
            new String[] {"linkerd_app_core.errors", "io.reactivemesh.proxy.transport.FailureLog"},
            new String[] {"linkerd_stack", "io.reactivemesh.proxy.stack"},
            new String[] {"linkerd_opentelemetry", "io.reactivemesh.proxy.control.GrpcCollector"},
            new String[] {"linkerd_detect", "io.reactivemesh.proxy.transport"},
            new String[] {"linkerd2_proxy", "io.reactivemesh.proxy"},
            new String[] {"linkerd_", ""},
            new String[] {"linkerd", "io.reactivemesh"},
            new String[] {"hyper", "io.reactivemesh.proxy.transport"},
            new String[] {"h2", "io.reactivemesh.proxy.transport.Http2"},
            new String[] {"tonic", "io.reactivemesh.proxy.grpc"});

    private final String text;
    private final List<Directive> directives;

    private LogFilter(String text, List<Directive> directives) {
        this.text = text;
        this.directives = directives;
    }

    /**
     * Reads directives.
     *
     * @throws IllegalArgumentException naming the first one that is not understood
     */
    public static LogFilter parse(String text) {
        List<Directive> directives = new ArrayList<>();
        for (String item : text.split(",(?![^\\[]*\\])", -1)) {
            String trimmed = item.strip();
            if (!trimmed.isEmpty()) {
                directive(trimmed, directives);
            }
        }
        return new LogFilter(text, List.copyOf(directives));
    }

    private static void directive(String item, List<Directive> directives) {
        Matcher matcher = DIRECTIVE.matcher(item);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + item + "' (expected: level or target=level)");
        }
        if (matcher.group("span") != null) {
            return;
        }
        String target = matcher.group("target");
        String level = matcher.group("level");
        if (level == null && LogLevel.known(target)) {
            directives.add(new Directive("", LogLevel.parse(target)));
            return;
        }
        LogLevel parsed = level == null ? LogLevel.TRACE : LogLevel.parse(level);
        String ours = ours(target);
        if (!ours.isEmpty()) {
            directives.add(new Directive(ours, parsed));
        }
    }

    private static String ours(String target) {
        String dotted = target.replace("::", ".");
        return OURS.stream()
                .filter(pair -> dotted.toLowerCase(Locale.ROOT).startsWith(pair[0]))
                .map(pair -> pair[1])
                .findFirst()
                .orElse(dotted);
    }

    /** What a logger may write; errors alone when no directive speaks of it. */
    LogLevel levelOf(String logger) {
        LogLevel level = LogLevel.ERROR;
        int longest = -1;
        for (Directive directive : directives) {
            if (directive.target().length() >= longest && logger.startsWith(directive.target())) {
                longest = directive.target().length();
                level = directive.level();
            }
        }
        return level;
    }

    /** The directives as they were given. */
    @Override
    public String toString() {
        return text;
    }

    private record Directive(String target, LogLevel level) {}
}
