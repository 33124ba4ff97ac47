package io.reactivemesh.proxy.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ClientHellos, part by part. */
public final class Hellos {

    private Hellos() {}

    /** One extension; its body has one byte a character. */
    public record Extension(int type, String body) {}

    /** A message as TLS 1.3 clients send it, with these extensions in this order. */
    public static byte[] message(byte[] session, byte[] suites, List<Extension> extensions) {
        ByteBuf body = Unpooled.buffer();
        body.writeShort(0x0303).writeBytes(new byte[32]);
        body.writeByte(session.length).writeBytes(session);
        body.writeShort(suites.length).writeBytes(suites);
        body.writeByte(1).writeByte(0);
        int lengthAt = body.writerIndex();
        body.writeShort(0);
        for (Extension extension : extensions) {
            byte[] content = extension.body().getBytes(StandardCharsets.ISO_8859_1);
            body.writeShort(extension.type()).writeShort(content.length).writeBytes(content);
        }
        body.setShort(lengthAt, body.writerIndex() - lengthAt - 2);
        ByteBuf message = Unpooled.buffer().writeByte(1).writeMedium(body.readableBytes());
        return bytes(message.writeBytes(body));
    }

    /** The extension that names servers: for each its type, 0 = a host, and its name. */
    public static Extension serverNames(List<Integer> types, List<String> names) {
        ByteBuf list = Unpooled.buffer();
        for (int i = 0; i < types.size(); i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.ISO_8859_1);
            list.writeByte(types.get(i)).writeShort(name.length).writeBytes(name);
        }
        ByteBuf body = Unpooled.buffer().writeShort(list.readableBytes()).writeBytes(list);
        return new Extension(0, body.toString(StandardCharsets.ISO_8859_1));
    }

    public static Extension serverName(String name) {
        return serverNames(List.of(0), List.of(name));
    }

    /** The message in records of at most that many bytes. */
    public static byte[] records(byte[] message, int fragment) {
        ByteBuf out = Unpooled.buffer();
        for (int at = 0; at < message.length; at += fragment) {
            int length = Math.min(fragment, message.length - at);
            out.writeByte(22).writeShort(0x0301).writeShort(length).writeBytes(message, at, length);
        }
        return bytes(out);
    }

    /** A small hello in one record. */
    public static byte[] to(String serverName) {
        return records(message(new byte[32], new byte[] {0x13, 1}, List.of(serverName(serverName))), 1 << 14);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}
