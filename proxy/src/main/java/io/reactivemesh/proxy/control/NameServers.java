package io.reactivemesh.proxy.control;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The name servers of this machine, asked one after the other until one answers, by datagram, and by TCP when the answer does not
 * fit. Blocks; any thread.
 *
 * @param servers in the order in which they are asked
 * @param timeout how long each is waited for
 */
record NameServers(List<InetSocketAddress> servers, Duration timeout) {

    private static final int PORT = 53;
    private static final int ROUNDS = 2;
    private static final int LARGEST_MESSAGE = 0xffff;
    private static final RandomGenerator IDS = new SecureRandom();

    NameServers {
        servers = List.copyOf(servers);
    }

    /** The servers that a {@code resolv.conf} names, at most the first three (resolv.conf(5)); without one, this machine. */
    static NameServers of(Path resolvConf) {
        List<InetSocketAddress> servers = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(resolvConf)) {
                String[] words = line.strip().split("\\s+");
                if (words.length >= 2 && words[0].equals("nameserver") && servers.size() < 3) {
                    servers.add(new InetSocketAddress(InetAddress.ofLiteral(words[1]), PORT));
                }
            }
        } catch (IOException | IllegalArgumentException _) {
            // As the C library does: what can't be read names nobody.
        }
        if (servers.isEmpty()) {
            servers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
        }
        return new NameServers(servers, Duration.ofSeconds(2));
    }

    /**
     * The SRV records of a name.
     *
     * @return at least one
     * @throws UnknownHostException when the name has none
     * @throws IOException when no server gives an answer
     */
    List<DnsMessage.Srv> services(String name) throws IOException {
        IOException last = new IOException("no name server");
        for (int round = 0; round < ROUNDS; round++) {
            for (InetSocketAddress server : servers) {
                try {
                    return records(name, ask(server, name));
                } catch (UnknownHostException e) {
                    throw e;
                } catch (IOException e) {
                    last = new IOException("name server " + server + ": " + e.getMessage(), e);
                }
            }
        }
        throw last;
    }

    private static List<DnsMessage.Srv> records(String name, DnsMessage.Answer answer) throws IOException {
        return switch (answer.code()) {
            case 0, 3 -> {
                if (answer.records().isEmpty()) {
                    throw new UnknownHostException(name + ": no SRV records");
                }
                yield answer.records();
            }
            default -> throw new IOException("answered with code " + answer.code());
        };
    }

    private DnsMessage.Answer ask(InetSocketAddress server, String name) throws IOException {
        int id = IDS.nextInt(1 << 16);
        byte[] question = DnsMessage.question(id, name);
        try (DatagramSocket socket = new DatagramSocket()) {
            // Only this server's datagrams are received.
            socket.connect(server);
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket packet =
                    new DatagramPacket(new byte[DnsMessage.LARGEST_DATAGRAM], DnsMessage.LARGEST_DATAGRAM);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (true) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new SocketTimeoutException("no answer within " + timeout.toMillis() + " ms");
                }
                socket.setSoTimeout((int) left);
                socket.receive(packet);
                ByteBuffer received = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                if (packet.getLength() >= 2 && (received.getShort(0) & 0xffff) == id) {
                    DnsMessage.Answer answer = DnsMessage.answer(received, id);
                    return answer.truncated() ? askByTcp(server, id, question) : answer;
                }
            }
        }
    }

    private DnsMessage.Answer askByTcp(InetSocketAddress server, int id, byte[] question) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            ByteBuffer framed = ByteBuffer.allocate(question.length + 2);
            socket.getOutputStream()
                    .write(framed.putShort((short) question.length)
                            .put(question)
                            .array());
            InputStream in = socket.getInputStream();
            int length = ((in.read() << 8) | in.read()) & LARGEST_MESSAGE;
            return DnsMessage.answer(ByteBuffer.wrap(in.readNBytes(length)), id);
        }
    }
}
