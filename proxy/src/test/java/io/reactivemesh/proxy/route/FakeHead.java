package io.reactivemesh.proxy.route;

import io.reactivemesh.proxy.stack.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A request head that a test has made up. */
record FakeHead(
        String method, String scheme, @Nullable String authority, String path, List<Map.Entry<String, String>> headers)
        implements RequestHead {

    static FakeHead get(String path) {
        return new FakeHead("GET", "http", "web.example.com", path, List.of());
    }

    static FakeHead call(String path) {
        return new FakeHead("POST", "http", "web.example.com", path, List.of());
    }

    FakeHead to(@Nullable String newAuthority) {
        return new FakeHead(method, scheme, newAuthority, path, headers);
    }

    FakeHead by(String newMethod) {
        return new FakeHead(newMethod, scheme, authority, path, headers);
    }

    FakeHead with(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new FakeHead(method, scheme, authority, path, more);
    }

    @Override
    public String version() {
        return "HTTP/1.1";
    }

    @Override
    public String target() {
        return path;
    }

    @Override
    public @Nullable String destination(Naming by) {
        return authority;
    }

    @Override
    public boolean isFor(Naming by, String destination) {
        return destination.equals(authority);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.stream()
                .filter(each -> each.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean anyHeader(String name, Predicate<String> test) {
        return headers.stream().anyMatch(each -> each.getKey().equals(name) && test.test(each.getValue()));
    }
}
