package io.reactivemesh.actors.source;

import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.FactChanges;
import io.reactivemesh.actors.translate.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all manifests together say is live. Knows files and objects, but no file system: readings in, changes out.
 *
 * <p>The rules, in the order in which they are applied:
 *
 * <ol>
 *   <li>A good object of a file is claimed by that file.
 *   <li>A refused object that says which one it is keeps the version that its file had before.
 *   <li>A refused document that does not say keeps whatever its file had before and no longer claims otherwise; if it at least says its
 *       kind, only objects of that kind. So nobody loses an object because of a missing quote.
 *   <li>The first claim wins, in the order of file names and lines; every other good one is refused as a duplicate.
 *   <li>A refused object that its file did not have before, and that nobody claims, keeps the version that was live: it moved here.
 *   <li>What nobody claims is gone.
 * </ol>
 *
 * Not thread-safe.
 */
final class ManifestSet {
    private final SortedMap<String, ManifestFile> files = new TreeMap<>();
    private Map<ObjectKey, Fact> live = Map.of();
    private Set<Quarantined> quarantined = Set.of();

    /**
     * Whether an update takes something away, or refuses something: what a file looks like while it is being written.
     *
     * @param changed file → its objects now; null = no such file any more
     */
    boolean isDoubtful(Map<String, @Nullable List<Reading>> changed) {
        for (Map.Entry<String, @Nullable List<Reading>> entry : changed.entrySet()) {
            List<Reading> readings = entry.getValue() == null ? List.of() : entry.getValue();
            Set<ObjectKey> taken = new HashSet<>();
            for (Reading reading : readings) {
                if (reading instanceof Reading.Refused) {
                    return true;
                }
                if (reading instanceof Reading.Taken good) {
                    taken.add(good.fact().key());
                }
            }
            ManifestFile before = files.get(entry.getKey());
            if (before != null && !taken.containsAll(before.claims().keySet())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes in new readings of some files.
     *
     * @param changed as in {@link #isDoubtful}
     * @return what that changes; refusals of the changed files, and of others if they are new
     */
    FactChanges update(String origin, boolean complete, Map<String, @Nullable List<Reading>> changed) {
        changed.forEach((name, readings) -> {
            ManifestFile before = files.get(name);
            if (readings == null) {
                files.remove(name);
            } else {
                files.put(name, ManifestFile.of(name, readings, before));
            }
        });
        Map<ObjectKey, Fact> now = new HashMap<>();
        List<Quarantined> refusals = new ArrayList<>();
        resolve(now, refusals);
        List<Fact> put = new ArrayList<>();
        now.forEach((key, fact) -> {
            if (!fact.equals(live.get(key))) {
                put.add(fact);
            }
        });
        List<ObjectKey> gone = new ArrayList<>();
        for (ObjectKey key : live.keySet()) {
            if (!now.containsKey(key)) {
                gone.add(key);
            }
        }
        Set<Quarantined> before = quarantined;
        quarantined = Set.copyOf(refusals);
        live = now;
        List<Quarantined> told = refusals.stream()
                .filter(each -> !before.contains(each) || changed.containsKey(ManifestFile.fileOf(each)))
                .toList();
        return new FactChanges(origin, complete, put, gone, told);
    }

    /** Sets what a file said when it was last good, known from an earlier life. */
    void recall(String file, List<Reading> readings) {
        files.put(file, ManifestFile.of(file, readings, null));
    }

    /** File and line of the object that is live. */
    String placeOf(ObjectKey key) {
        return files.values().stream()
                .map(file -> file.claims().get(key))
                .filter(Objects::nonNull)
                .map(ManifestFile.Claim::place)
                .findFirst()
                .orElse("manifests");
    }

    /** Every refusal that holds now. */
    Set<Quarantined> quarantined() {
        return quarantined;
    }

    /** The objects of a file that are good or kept, as lines of JSON. */
    Collection<String> sources(String file) {
        ManifestFile manifest = files.get(file);
        return manifest == null
                ? List.of()
                : manifest.claims().values().stream()
                        .map(ManifestFile.Claim::source)
                        .toList();
    }

    private void resolve(Map<ObjectKey, Fact> now, List<Quarantined> refusals) {
        Map<ObjectKey, String> firstPlace = new LinkedHashMap<>();
        for (ManifestFile file : files.values()) {
            refusals.addAll(file.refusals());
            for (ManifestFile.Claim claim : file.claims().values()) {
                String first = firstPlace.putIfAbsent(claim.fact().key(), claim.place());
                if (first == null) {
                    now.put(claim.fact().key(), claim.fact());
                } else if (!claim.kept()) {
                    refusals.add(ManifestFile.duplicate(claim, first));
                }
            }
        }
        for (ManifestFile file : files.values()) {
            for (ObjectKey key : file.refusedKeys()) {
                Fact before = live.get(key);
                if (before != null) {
                    now.putIfAbsent(key, before);
                }
            }
        }
    }
}
