package io.reactivemesh.proxy.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * SRV records from the name servers of this machine; addresses from the JDK, which also knows the hosts file and search domains.
 * Each question waits on a thread of its own.
 */
final class SystemDns implements ControlDns {

    /** As long as the JDK itself believes an address. */
    private static final Duration JDK_TTL = Duration.ofSeconds(30);

    private final NameServers servers;
    private final Executor loop;

    /** Asks the name servers in {@code /etc/resolv.conf}; answers on {@code loop}. */
    static SystemDns of(Executor loop) {
        return new SystemDns(NameServers.of(Path.of("/etc/resolv.conf")), loop);
    }

    SystemDns(NameServers servers, Executor loop) {
        this.servers = servers;
        this.loop = loop;
    }

    private interface Question {
        Answer ask() throws IOException;
    }

    @Override
    public CompletionStage<Answer> services(String name) {
        return answer(() -> read(servers.services(name)));
    }

    @Override
    public CompletionStage<Answer> addresses(String name, int port) {
        return answer(() -> {
            List<InetSocketAddress> found = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(name)) {
                found.add(new InetSocketAddress(address, port));
            }
            return new Answer(found, JDK_TTL);
        });
    }

    private CompletionStage<Answer> answer(Question question) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("control-dns").start(() -> {
            try {
                answer.complete(question.ask());
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.handleAsync(
                (found, failure) -> {
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    return found;
                },
                loop);
    }

    private static Answer read(List<DnsMessage.Srv> records) throws UnknownHostException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        long ttl = Long.MAX_VALUE;
        for (DnsMessage.Srv record : records) {
            InetAddress address = SrvTarget.address(record.target());
            if (address == null) {
                throw new UnknownHostException(
                        "SRV target " + record.target() + " (expected: an address in its first label)");
            }
            addresses.add(new InetSocketAddress(address, record.port()));
            ttl = Math.min(ttl, record.ttlSeconds());
        }
        return new Answer(addresses, Duration.ofSeconds(ttl));
    }
}
