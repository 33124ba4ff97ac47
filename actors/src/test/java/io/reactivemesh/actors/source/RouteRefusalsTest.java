package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.translate.TranslationConfig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a route would make a proxy refuse the whole policy, or mean nothing, and is refused with the route. */
class RouteRefusalsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a path that is none | rules: [{matches: [{path: {value: x}}]}] | spec.rules[0].matches[0].path.value: 'x' (expected: a path that begins with /)",
                "a kind of path | rules: [{matches: [{path: {type: Glob}}]}] | spec.rules[0].matches[0].path.type: 'Glob' (expected: Exact, PathPrefix or RegularExpression)",
                "a kind of value | rules: [{matches: [{headers: [{name: a, type: Glob}]}]}] | spec.rules[0].matches[0].headers[0].type: 'Glob' (expected: Exact or RegularExpression)",
                "a header without name | rules: [{matches: [{headers: [{value: a}]}]}] | spec.rules[0].matches[0].headers[0].name: missing (expected: the name of a header)",
                "a header name | rules: [{matches: [{headers: [{name: 'a b'}]}]}] | spec.rules[0].matches[0].headers[0].name: 'a b' (expected: the name of a header)",
                "a header value | rules: [{matches: [{headers: [{name: a, value: \"a\\nb\"}]}]}] | (expected: a value without control characters)",
                "a regular expression | rules: [{matches: [{headers: [{name: a, type: RegularExpression, value: '('}]}]}] | spec.rules[0].matches[0].headers[0].value: '(' (expected: a regular expression of RE2: missing closing ))",
                "a query parameter without name | rules: [{matches: [{queryParams: [{value: a}]}]}] | spec.rules[0].matches[0].queryParams[0].name: missing (expected: the name of a query parameter)",
                "a method | rules: [{matches: [{method: 'G T'}]}] | spec.rules[0].matches[0].method: 'G T' (expected: a method like GET)",
                "a host | hostnames: ['exa mple'] | spec.hostnames[0]: 'exa mple' (expected: a host name like example.com or *.example.com)",
                "a host that is all of them | hostnames: ['*'] | spec.hostnames[0]: '*' (expected: a host name like example.com or *.example.com)",
                "a weight | rules: [{backendRefs: [{name: a, port: 80, weight: -1}]}] | spec.rules[0].backendRefs[0].weight: '-1' (expected: 0..1000000)",
                "a backend without name | rules: [{backendRefs: [{port: 80}]}] | spec.rules[0].backendRefs[0].name: missing (expected: the name of a Service)",
                "a filter without edits | rules: [{filters: [{type: RequestHeaderModifier}]}] | spec.rules[0].filters[0].requestHeaderModifier: missing (expected: add, set or remove)",
                "a header that is set | rules: [{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: 'a:'}]}}]}] | requestHeaderModifier.set[0].name: 'a:' (expected: the name of a header)",
                "a redirect without words | rules: [{filters: [{type: RequestRedirect}]}] | spec.rules[0].filters[0].requestRedirect: missing (expected: scheme, hostname, path, port or statusCode)",
                "the status of a redirect | rules: [{filters: [{type: RequestRedirect, requestRedirect: {statusCode: 200}}]}] | requestRedirect.statusCode: '200' (expected: one of [301, 302, 303, 307, 308])",
                "the scheme of a redirect | rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: 'x y'}}]}] | requestRedirect.scheme: 'x y' (expected: http or https)",
                "the host of a redirect | rules: [{filters: [{type: RequestRedirect, requestRedirect: {hostname: '*.a'}}]}] | requestRedirect.hostname: '*.a' (expected: a host name like example.com)",
                "the port of a redirect | rules: [{filters: [{type: RequestRedirect, requestRedirect: {port: 0}}]}] | requestRedirect.port: '0' (expected: a port, 1..65535)",
                "the path of a redirect | rules: [{filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: x}}}]}] | requestRedirect.path.replaceFullPath: 'x' (expected: a path that begins with /)",
                "the kind of that path | rules: [{filters: [{type: RequestRedirect, requestRedirect: {path: {}}}]}] | requestRedirect.path.type: missing (expected: ReplaceFullPath or ReplacePrefixMatch)",
                "a timeout | rules: [{timeouts: {request: soon}}] | spec.rules[0].timeouts.request: 'soon' (expected: a duration like 300ms or 1m30s)",
                "an empty rule | rules: [null] | spec.rules[0]: missing (expected: no empty entry)",
                "the port of a parent | parentRefs: [{group: core, kind: Service, name: web, port: 0}] | spec.parentRefs[0].port: '0' (expected: a port, 1..65535)",
                "a parent without name | parentRefs: [{group: core, kind: Service}] | spec.parentRefs[0].name: missing (expected: the name of a Service)"
            })
    void isRefusedByName(String what, String spec, String reason) {
        String parents = spec.startsWith("parentRefs") ? "" : "parentRefs: [{group: core, kind: Service, name: web}], ";
        TextSource source = new TextSource(TranslationConfig.DEFAULT);
        source.start(_ -> {});

        List<String> complaints = source.complaints(
                "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {" + parents
                        + spec + "}}");

        assertThat(complaints).as(what).singleElement().asString().contains(reason);
    }
}
