package io.reactivemesh.ops.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a proxy looked like while it was soaked, and afterwards. */
final class SoakReport {
    /** Memory is settled after this part of the time: code is compiled, pools are filled. */
    private static final int SETTLED = 3;

    private static final double MOST_GROWTH = 1.10;

    private final List<Sample> samples = new ArrayList<>();
    private final long sourcesBefore;
    private long sourcesAfter;

    /**
     * One interval.
     *
     * @param works answers and failures of each work
     * @param aborts connections that impolite clients have left so far
     * @param residentMegabytes at its end
     * @param openFiles at its end
     */
    record Sample(long seconds, Map<String, Work> works, long aborts, double residentMegabytes, long openFiles) {
        /** Of one work in one interval. */
        record Work(long requests, long failures) {}

        /** For people who wait. */
        String summary() {
            String answered = works.entrySet().stream()
                    .map(work -> work.getKey() + " " + work.getValue().requests() + " answered, "
                            + work.getValue().failures() + " failed")
                    .collect(Collectors.joining("; "));
            return String.format(
                    Locale.ROOT,
                    "%d s: %s; %d aborted; %.0f MB, %d files",
                    seconds,
                    answered,
                    aborts,
                    residentMegabytes,
                    openFiles);
        }
    }

    /**
     * @param sourcesBefore connections from clients that the proxy counts as open at rest
     */
    SoakReport(long sourcesBefore) {
        this.sourcesBefore = sourcesBefore;
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    /** Connections from clients that it counts as open when all clients have gone. */
    void after(long sources) {
        sourcesAfter = sources;
    }

    boolean atRest(long sources) {
        return sources <= sourcesBefore;
    }

    /** What was found to be wrong, in words; empty = nothing. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Sample sample : samples) {
            sample.works().forEach((name, work) -> {
                if (work.failures() > 0) {
                    faults.add("%s: %d requests failed until second %d"
                            .formatted(name, work.failures(), sample.seconds()));
                }
                if (work.requests() == 0) {
                    faults.add("%s: stuck, no answer until second %d".formatted(name, sample.seconds()));
                }
            });
        }
        if (!atRest(sourcesAfter)) {
            faults.add("%d connections leaked: their clients have gone".formatted(sourcesAfter - sourcesBefore));
        }
        double settled = samples.get(samples.size() / SETTLED).residentMegabytes();
        double last = samples.getLast().residentMegabytes();
        if (last > settled * MOST_GROWTH) {
            faults.add(String.format(Locale.ROOT, "memory grew from %.1f to %.1f MB", settled, last));
        }
        return faults;
    }

    Map<String, Object> json() {
        return Map.of("samples", samples.stream().map(SoakReport::json).toList(), "faults", faults());
    }

    private static Map<String, Object> json(Sample sample) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seconds", sample.seconds());
        json.put("works", sample.works());
        json.put("aborts", sample.aborts());
        json.put("rss_mb", Math.round(sample.residentMegabytes() * 10) / 10.0);
        json.put("open_files", sample.openFiles());
        return json;
    }

    private long requests(String name) {
        return samples.stream()
                .flatMap(sample -> sample.works().entrySet().stream())
                .filter(work -> work.getKey().equals(name))
                .mapToLong(work -> work.getValue().requests())
                .sum();
    }

    void print(PrintWriter out) {
        Sample first = samples.get(samples.size() / SETTLED);
        Sample last = samples.getLast();
        last.works().keySet().forEach(name -> out.printf("%-9s %d answered%n", name, requests(name)));
        out.printf(
                Locale.ROOT,
                "aborted   %d%nRSS       %.1f MB after %d s, %.1f MB after %d s%nfiles     %d, %d%n",
                last.aborts(),
                first.residentMegabytes(),
                first.seconds(),
                last.residentMegabytes(),
                last.seconds(),
                first.openFiles(),
                last.openFiles());
        List<String> faults = faults();
        faults.forEach(fault -> out.println("FAULT: " + fault));
        if (faults.isEmpty()) {
            out.println("no fault: memory flat, nothing stuck, nothing leaked");
        }
    }
}
