package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.actors.kube.KubeObject.Content.Arrived;
import io.reactivemesh.actors.kube.ObjectJson.WatchLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ObjectJsonTest {
    private static KubeObjectList list(String json) throws IOException {
        return ObjectJson.readList(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static WatchLine event(String json) throws IOException {
        byte[] bytes = ("xx" + json + "y").getBytes(StandardCharsets.UTF_8);
        return ObjectJson.readEvent(bytes, 2, bytes.length - 3);
    }

    private static Arrived arrived(KubeObject object) {
        return (Arrived) object.content();
    }

    @Test
    void readsAPage() throws IOException {
        KubeObjectList page = list("""
                {"kind": "PodList", "apiVersion": "v1", "more": {"a": [1]},
                 "metadata": {"resourceVersion": "77", "continue": "abc", "remainingItemCount": 5},
                 "items": [
                  {"metadata": {"name": "web-1", "namespace": "red", "resourceVersion": "70"}, "spec": {"nodeName": "n1"}},
                  {"metadata": {"name": "web-2", "namespace": "red", "resourceVersion": "71"}, "spec": {"nodeName": "n2"}}]}
                """);

        assertThat(page.getMetadata().getResourceVersion()).isEqualTo("77");
        assertThat(page.getMetadata().getContinue()).isEqualTo("abc");
        assertThat(page.getItems()).extracting(KubeObject::name).containsExactly("web-1", "web-2");
        assertThat(page.getItems()).extracting(KubeObject::resourceVersion).containsExactly("70", "71");
        assertThat(arrived(page.getItems().get(1)).json().at("/spec/nodeName").asText())
                .isEqualTo("n2");
    }

    @Test
    void readsAPageWithoutItems() throws IOException {
        assertThat(list("{\"metadata\": {\"resourceVersion\": \"1\"}, \"items\": null}")
                        .getItems())
                .isEmpty();
    }

    @Test
    void passesOverWhatNobodyReads() throws IOException {
        KubeObject pod = list("""
                {"metadata": {}, "items": [{
                 "metadata": {"name": "web", "labels": {"app": "web"},
                  "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "config.linkerd.io/opaque-ports": "1"},
                  "managedFields": [{"manager": "kubectl", "fieldsV1": {"f:spec": {}}}]},
                 "spec": {"volumes": [{"name": "v"}], "containers": [
                   {"name": "app", "ports": [{"containerPort": 80}], "livenessProbe": {"httpGet": {"port": 80}}, "args": ["a"]}]},
                 "status": {"podIP": "10.0.0.1", "containerStatuses": [{"name": "app"}]}}]}
                """).getItems().getFirst();

        assertThat(arrived(pod).json().toString())
                .isEqualTo("{\"metadata\":{\"name\":\"web\",\"labels\":{\"app\":\"web\"},"
                        + "\"annotations\":{\"config.linkerd.io/opaque-ports\":\"1\"}},"
                        + "\"spec\":{\"containers\":[{\"name\":\"app\",\"ports\":[{\"containerPort\":80}]}]},"
                        + "\"status\":{\"podIP\":\"10.0.0.1\"}}");
    }

    @Test
    void knowsWhenAnObjectWasChanged() throws IOException {
        KubeObject object = list("""
                {"metadata": {}, "items": [{"metadata": {"name": "web", "managedFields": [
                  {"manager": "a", "time": "2026-11-01T10:00:00Z", "fieldsV1": {}},
                  {"time": "2026-11-01T10:00:09Z", "manager": "b"},
                  {"manager": "c", "fieldsV1": {"f:x": {"time": "2027-01-01T00:00:00Z"}}}]}}]}
                """).getItems().getFirst();

        assertThat(arrived(object).changedAt()).isEqualTo(Instant.parse("2026-11-01T10:00:09Z"));
    }

    @Test
    void knowsWhenTheCauseOfASliceWasChanged() throws IOException {
        KubeObject slice = list("""
                {"metadata": {}, "items": [{"metadata": {"name": "web",
                  "managedFields": [{"time": "2026-11-01T10:00:09Z"}],
                  "annotations": {"endpoints.kubernetes.io/last-change-trigger-time": "2026-11-01T10:00:07.5Z"}}}]}
                """).getItems().getFirst();

        assertThat(arrived(slice).changedAt()).isEqualTo(Instant.parse("2026-11-01T10:00:07.5Z"));
    }

    @Test
    void readsAnEventWhateverComesFirst() throws IOException {
        WatchLine line = event(
                "{\"object\": {\"metadata\": {\"name\": \"wéb\", \"resourceVersion\": \"3\"}}, \"type\": \"DELETED\"}");

        assertThat(line).isInstanceOfSatisfying(WatchLine.Told.class, told -> {
            assertThat(told.event()).isEqualTo(Api.Event.DELETED);
            assertThat(told.object().name()).isEqualTo("wéb");
        });
    }

    @Test
    void readsAnErrorAsWhatItSays() throws IOException {
        WatchLine line = event("{\"type\": \"ERROR\", \"object\": {\"kind\": \"Status\", \"apiVersion\": \"v1\","
                + " \"code\": 410, \"message\": \"too old resource version: 1 (2)\"}}");

        assertThat(line).isInstanceOfSatisfying(WatchLine.Broken.class, broken -> {
            assertThat(broken.failure().gone()).isTrue();
            assertThat(broken.failure().words()).isEqualTo("410: too old resource version: 1 (2)");
        });
    }

    @Test
    void refusesWhatIsNoEvent() {
        assertThatThrownBy(() -> event("{\"type\": \"ADDED\"}"))
                .isInstanceOf(IOException.class)
                .hasMessage("a line of a watch without object: type 'ADDED'");
        assertThatThrownBy(() -> event("{\"type\": \"MELTED\", \"object\": {}}"))
                .hasMessage("a line of a watch of type 'MELTED'");
        assertThatThrownBy(() -> event("{\"type\": \"ADDED\", \"obj")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> list("[]")).hasMessage("the answer is no JSON object");
    }

    @Test
    void neverMindsWhatAnObjectHolds() throws IOException {
        KubeObject odd = list("""
                {"metadata": {}, "items": [{"metadata": {"name": 7, "managedFields": 1, "annotations": "no"},
                  "spec": [1, {"volumes": 2}], "status": null}]}
                """).getItems().getFirst();

        assertThat(odd.name()).isEqualTo("7");
        assertThat(arrived(odd).json().path("spec").toString()).isEqualTo("[1,{}]");
    }
}
