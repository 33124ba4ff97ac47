package io.reactivemesh.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.IPv6;
import io.reactivemesh.wire.net.TcpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Messages of the wire for people: JSON under the wire's own names, with addresses and durations as they are written. */
final class WireText {
    private WireText() {}

    /** The fields that are set, in order of their numbers. */
    static ObjectNode json(Message message) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            node.set(field.getKey().getName(), field(field.getKey(), field.getValue()));
        }
        return node;
    }

    /** An address as it is written: {@code 10.1.2.3}, {@code fd00:0:0:0:0:0:0:1}. */
    static String ip(IPAddress ip) {
        byte[] bytes = switch (ip.getIpCase()) {
            case IPV4 -> ByteBuffer.allocate(4).putInt(ip.getIpv4()).array();
            case IPV6 -> ipv6(ip.getIpv6());
            case IP_NOT_SET -> new byte[0];
        };
        try {
            return bytes.length == 0 ? "" : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static byte[] ipv6(IPv6 ip) {
        return ByteBuffer.allocate(16)
                .putLong(ip.getFirst())
                .putLong(ip.getLast())
                .array();
    }

    private static JsonNode field(FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            ObjectNode entries = JsonNodeFactory.instance.objectNode();
            for (Object entry : (List<?>) value) {
                MapEntry<?, ?> pair = (MapEntry<?, ?>) entry;
                entries.set(String.valueOf(pair.getKey()), value(pair.getValue()));
            }
            return entries;
        }
        if (field.isRepeated()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            ((List<?>) value).forEach(each -> all.add(value(each)));
            return all;
        }
        return value(value);
    }

    private static JsonNode value(Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case IPAddress ip -> json.textNode(ip(ip));
            case TcpAddress address -> {
                String ip = ip(address.getIp());
                yield json.textNode((ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort());
            }
            case Duration duration ->
                json.textNode(java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos())
                                .toMillis()
                        + "ms");
            case Message message -> json(message);
            case EnumValueDescriptor constant -> json.textNode(constant.getName());
            // Values of headers: text, as good as always.
            case ByteString bytes ->
                json.textNode(
                        bytes.isValidUtf8()
                                ? bytes.toStringUtf8()
                                : Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Boolean flag -> json.booleanNode(flag);
            case Integer number -> json.numberNode(number);
            case Long number -> json.numberNode(number);
            case Float number -> json.numberNode(number);
            case Double number -> json.numberNode(number);
            default -> json.textNode(value.toString());
        };
    }
}
