package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.reactivemesh.actors.translate.Fact.ServerFact;
import io.reactivemesh.actors.translate.LabelSelector;
import io.reactivemesh.actors.translate.LabelSelector.Operator;
import io.reactivemesh.actors.translate.LabelSelector.Requirement;
import io.reactivemesh.actors.translate.PortList;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Servers to facts. */
final class ServerConversion {
    private static final String OPAQUE = "opaque";
    private static final Set<String> PROTOCOLS = Set.of("unknown", "HTTP/1", "HTTP/2", "gRPC", OPAQUE, "TLS");
    private static final Map<String, Operator> OPERATORS = Map.of(
            "In", Operator.IN,
            "NotIn", Operator.NOT_IN,
            "Exists", Operator.EXISTS,
            "DoesNotExist", Operator.DOES_NOT_EXIST);

    private ServerConversion() {}

    /**
     * Converts a Server.
     *
     * @param metadata with a namespace
     */
    static ServerFact convert(ObjectMeta metadata, @Nullable ServerSpec spec) {
        if (spec == null) {
            throw Refusal.of("spec", null, "podSelector or externalWorkloadSelector, and port");
        }
        if ((spec.podSelector() == null) == (spec.externalWorkloadSelector() == null)) {
            throw Refusal.of(
                    "spec", spec.podSelector() == null ? null : "both", "one of podSelector, externalWorkloadSelector");
        }
        boolean pods = spec.podSelector() != null;
        String protocol = Fields.text(spec.proxyProtocol());
        if (protocol != null && !PROTOCOLS.contains(protocol)) {
            throw Refusal.of("spec.proxyProtocol", protocol, "one of " + new TreeSet<>(PROTOCOLS));
        }
        return new ServerFact(
                metadata.getNamespace(),
                metadata.getName(),
                pods ? WorkloadId.Kind.POD : WorkloadId.Kind.EXTERNAL_WORKLOAD,
                pods
                        ? selector("spec.podSelector", spec.podSelector())
                        : selector("spec.externalWorkloadSelector", spec.externalWorkloadSelector()),
                port(spec.port()),
                OPAQUE.equals(protocol),
                Fields.time("metadata.creationTimestamp", metadata.getCreationTimestamp()));
    }

    private static PortList port(@Nullable IntOrString port) {
        String field = "spec.port";
        String expected = "a port 1..65535, or the name of a container's port";
        if (port == null || (port.getIntVal() == null && !Fields.isSet(port.getStrVal()))) {
            throw Refusal.of(field, null, expected);
        }
        if (port.getIntVal() != null) {
            int number = Fields.port(field, port.getIntVal());
            return new PortList(PortSet.of(List.of(new PortSet.Range(number, number))), new TreeSet<>());
        }
        String name = port.getStrVal();
        if (!PortList.isName(name)) {
            throw Refusal.of(field, name, expected);
        }
        return new PortList(PortSet.EMPTY, new TreeSet<>(Set.of(name)));
    }

    private static LabelSelector selector(
            String field, io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
        List<Requirement> requirements = new ArrayList<>();
        if (selector != null && selector.getMatchLabels() != null) {
            new TreeMap<>(selector.getMatchLabels())
                    .forEach((key, value) -> requirements.add(Requirement.equal(key, value)));
        }
        List<LabelSelectorRequirement> expressions =
                selector == null ? List.of() : Fields.list(selector.getMatchExpressions());
        for (int i = 0; i < expressions.size(); i++) {
            requirements.add(requirement(field + ".matchExpressions[" + i + "]", expressions.get(i)));
        }
        return new LabelSelector(requirements);
    }

    private static Requirement requirement(String field, LabelSelectorRequirement expression) {
        if (!Fields.isSet(expression.getKey())) {
            throw Refusal.of(field + ".key", null, "the name of a label");
        }
        Operator operator = Fields.isSet(expression.getOperator()) ? OPERATORS.get(expression.getOperator()) : null;
        if (operator == null) {
            throw Refusal.of(
                    field + ".operator", expression.getOperator(), "one of " + new TreeSet<>(OPERATORS.keySet()));
        }
        List<String> values = Fields.list(expression.getValues());
        boolean takesValues = operator == Operator.IN || operator == Operator.NOT_IN;
        if (takesValues == values.isEmpty()) {
            throw Refusal.of(
                    field + ".values",
                    values.isEmpty() ? null : values,
                    (takesValues ? "values, as " : "no values, as ")
                            + expression.getOperator()
                            + (takesValues ? " compares with them" : " asks only for the label"));
        }
        return new Requirement(expression.getKey(), operator, new TreeSet<>(values));
    }
}
