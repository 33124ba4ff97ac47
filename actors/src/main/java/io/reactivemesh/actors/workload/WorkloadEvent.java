package io.reactivemesh.actors.workload;

import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.discovery.model.IpAddress;
import java.util.List;

/** What can happen to a workload. */
public sealed interface WorkloadEvent extends Event {

    /** It is there. */
    record Appeared(WorkloadFacts facts, List<IpAddress> ips) implements WorkloadEvent {
        public Appeared {
            ips = List.copyOf(ips);
        }

        @Override
        public String name() {
            return "workload added";
        }

        @Override
        public String subject() {
            return facts.id().toString();
        }

        @Override
        public String cause() {
            return "workload exists";
        }
    }

    /** Something that discovery tells of it is different now. */
    record Changed(WorkloadFacts facts, String cause, List<String> detail) implements WorkloadEvent {
        public Changed {
            // Old logs do not have it.
            cause = cause == null ? "workload changed" : cause;
            detail = List.copyOf(detail);
        }

        @Override
        public String name() {
            return "workload changed";
        }

        @Override
        public String subject() {
            return facts.id().toString();
        }
    }

    /** It has other addresses. */
    record AddressesChanged(WorkloadId id, List<IpAddress> ips, List<String> detail) implements WorkloadEvent {
        public AddressesChanged {
            ips = List.copyOf(ips);
            detail = List.copyOf(detail);
        }

        @Override
        public String name() {
            return "addresses changed";
        }

        @Override
        public String subject() {
            return id.toString();
        }

        @Override
        public String cause() {
            return "workload moved";
        }
    }

    /** It is gone. */
    record Gone(WorkloadId id, String cause) implements WorkloadEvent {
        @Override
        public String name() {
            return "workload removed";
        }

        @Override
        public String subject() {
            return id.toString();
        }
    }
}
