package io.reactivemesh.actors.service;

import io.reactivemesh.actors.journal.Differences;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceEvent.MemberSet.Change;
import io.reactivemesh.actors.workload.WorkloadChange;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What happened between two memberships of a Service, and why, in words. */
final class Membership {
    private Membership() {}

    /** Adds what happened: removals first. */
    static void decide(Map<IpAddress, Member> before, Map<IpAddress, Member> after, List<Event> events) {
        before.forEach((ip, member) -> {
            if (!after.containsKey(ip)) {
                events.add(new ServiceEvent.MemberRemoved(ip, member.ready(), "no longer in any EndpointSlice"));
            }
        });
        after.forEach((ip, member) -> {
            Member was = before.get(ip);
            if (was == null) {
                events.add(new ServiceEvent.MemberSet(
                        member.ready() ? Change.ADDED : Change.LISTED, member, condition(member), List.of()));
            } else if (!was.equals(member)) {
                events.add(changed(was, member));
            }
        });
    }

    private static Event changed(Member was, Member member) {
        Change change = was.ready()
                ? member.ready() ? Change.CHANGED : Change.REMOVED
                : member.ready() ? Change.ADDED : Change.UNREADY_CHANGED;
        String cause = was.ready() == member.ready() ? differing(was, member) : condition(member);
        return new ServiceEvent.MemberSet(change, member, cause, Differences.between(was, member));
    }

    private static String condition(Member member) {
        String condition = member.ready() ? "ready" : member.terminating() ? "terminating" : "not ready";
        return words(member) + " is " + condition;
    }

    private static String differing(Member was, Member member) {
        List<String> causes = new ArrayList<>();
        if (!was.ports().equals(member.ports())) {
            causes.add("port changed");
        }
        WorkloadFacts before = was.workload();
        WorkloadFacts after = member.workload();
        if (!Objects.equals(before == null ? null : before.id(), after == null ? null : after.id())) {
            causes.add("the address belongs to " + words(member) + " now");
        } else if (before != null && after != null && !before.equals(after)) {
            causes.add(words(member) + ": " + WorkloadChange.words(before, after));
        }
        if (!was.zone().equals(member.zone())) {
            causes.add("zone in the EndpointSlice changed");
        }
        if (!was.hintZones().equals(member.hintZones()) || !was.hintNodes().equals(member.hintNodes())) {
            causes.add("topology hints changed");
        }
        if (!Objects.equals(was.remote(), member.remote())) {
            causes.add("mirror annotations changed");
        }
        if (causes.isEmpty()) {
            causes.add("EndpointSlice changed");
        }
        return String.join(", ", causes);
    }

    private static String words(Member member) {
        WorkloadFacts workload = member.workload();
        if (workload == null) {
            return "address " + member.ip();
        }
        WorkloadId id = workload.id();
        return (id.kind() == WorkloadId.Kind.POD ? "pod " : "external workload ") + id.name();
    }
}
