package io.reactivemesh.actors.source;

import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one file says: rules 1 to 3 of {@link ManifestSet}.
 *
 * @param claims in the order of the file
 * @param refusals and remarks
 * @param refusedKeys objects that it names but does not describe
 */
record ManifestFile(Map<ObjectKey, Claim> claims, List<Quarantined> refusals, Set<ObjectKey> refusedKeys) {
    ManifestFile {
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        refusals = List.copyOf(refusals);
        refusedKeys = Set.copyOf(refusedKeys);
    }

    /**
     * An object that a file has.
     *
     * @param place where it is, or where what is broken is
     * @param source the object as one line of JSON
     * @param kept it is the last good version of an object that is broken now
     */
    record Claim(Fact fact, String place, String source, boolean kept) {}

    /** Applies the rules to new readings, given what the file said before. */
    static ManifestFile of(String name, List<Reading> readings, @Nullable ManifestFile before) {
        Map<ObjectKey, Claim> old = before == null ? Map.of() : before.claims();
        Map<ObjectKey, Claim> claims = new LinkedHashMap<>();
        List<Quarantined> refusals = new ArrayList<>();
        Set<ObjectKey> refusedKeys = new LinkedHashSet<>();
        for (Reading reading : readings) {
            String place = name + ":" + reading.line();
            switch (reading) {
                case Reading.Taken taken -> {
                    Claim claim = new Claim(taken.fact(), place, taken.source(), false);
                    Claim first = claims.putIfAbsent(taken.fact().key(), claim);
                    if (first != null) {
                        refusals.add(duplicate(claim, first.place()));
                    }
                    taken.remarks()
                            .forEach(remark -> refusals.add(new Quarantined(
                                    name + ":" + remark.line(),
                                    taken.fact().key().toString(),
                                    remark.text())));
                }
                case Reading.Refused refused -> {
                    Claim kept = refused.key() == null ? null : old.get(refused.key());
                    if (refused.key() != null) {
                        refusedKeys.add(refused.key());
                    }
                    if (kept != null) {
                        claims.putIfAbsent(kept.fact().key(), new Claim(kept.fact(), place, kept.source(), true));
                    }
                    refusals.add(new Quarantined(place, refused.object(), refused.reason()));
                }
                case Reading.PassedOver _ -> {}
            }
        }
        for (Reading reading : readings) {
            if (reading instanceof Reading.Refused refused && refused.key() == null) {
                keepUnnamed(name + ":" + refused.line(), refused.kind(), old, claims);
            }
        }
        return new ManifestFile(claims, refusals, refusedKeys);
    }

    private static void keepUnnamed(
            String place, ObjectKey.@Nullable Kind kind, Map<ObjectKey, Claim> old, Map<ObjectKey, Claim> claims) {
        old.forEach((key, claim) -> {
            if (kind == null || kind == key.kind()) {
                claims.putIfAbsent(key, new Claim(claim.fact(), place, claim.source(), true));
            }
        });
    }

    static Quarantined duplicate(Claim claim, String first) {
        return new Quarantined(
                claim.place(),
                claim.fact().key().toString(),
                "is also in " + first + ", which comes first and applies (expected: each object once)");
    }

    static String fileOf(Quarantined quarantined) {
        int colon = quarantined.place().lastIndexOf(':');
        return colon < 0 ? quarantined.place() : quarantined.place().substring(0, colon);
    }
}
