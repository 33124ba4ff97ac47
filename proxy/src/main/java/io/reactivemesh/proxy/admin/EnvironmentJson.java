package io.reactivemesh.proxy.admin;

import io.reactivemesh.proxy.log.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The environment as a JSON object: all of it, or the variables that the query names, unset ones as null. */
final class EnvironmentJson {

    private EnvironmentJson() {}

    static AdminResponse answer(AdminRequest request, Map<String, String> environment) {
        if (!request.get()) {
            return AdminResponse.methodNotAllowed("GET");
        }
        if (!request.acceptsJson()) {
            return AdminResponse.text(406, "application/json");
        }
        if (request.query().indexOf('=') >= 0) {
            return AdminResponse.json(400, "{\"error\":\"names alone are expected in the query\",\"status\":400}\n");
        }
        Map<String, @Nullable String> selected = new TreeMap<>(environment);
        if (!request.query().isEmpty()) {
            selected = new LinkedHashMap<>();
            for (String name : request.query().split("&", -1)) {
                if (!name.isEmpty()) {
                    selected.put(name, environment.get(name));
                }
            }
        }
        return AdminResponse.json(200, object(selected));
    }

    private static String object(Map<String, @Nullable String> values) {
        List<String> members = new ArrayList<>();
        values.forEach((name, value) -> members.add(string(name) + ":" + (value == null ? "null" : string(value))));
        return "{" + String.join(",", members) + "}\n";
    }

    private static String string(String value) {
        return JsonText.quote(new StringBuilder(value.length() + 2), value).toString();
    }
}
