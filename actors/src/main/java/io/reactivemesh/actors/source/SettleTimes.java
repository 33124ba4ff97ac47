package io.reactivemesh.actors.source;

import java.time.Duration;

/**
 * How long the disk must have been still before it is believed.
 *
 * @param still after a change
 * @param doubtful after a change that takes objects away or breaks them: an editor may have emptied the file to write it anew
 * @param impatient at most, while other files keep changing
 * @param idle between looks when nothing happens, for file systems that tell nobody of changes
 */
record SettleTimes(Duration still, Duration doubtful, Duration impatient, Duration idle) {
    static final SettleTimes DEFAULT = new SettleTimes(
            Duration.ofMillis(30), Duration.ofMillis(150), Duration.ofSeconds(1), Duration.ofMillis(200));
}
