package io.reactivemesh.ops.demo.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactivemesh.ops.demo.app.AppServer.Answer;
import io.reactivemesh.ops.demo.app.AppServer.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * The web front end: {@code /}, {@code /leaderboard}, {@code /api/list}, {@code /api/vote?choice=:pizza:} and {@code /api/leaderboard}. It
 * holds nothing itself: emoji and voting answer.
 */
final class WebApp {
    private static final Answer INDEX = Answer.html(page("""
            <h1>Vote</h1><p id="said">Pick one.</p><div id="all"></div><p><a href="/leaderboard">Leaderboard</a></p>
            <script>
            fetch('/api/list').then(r => r.json()).then(list => list.forEach(e => {
              const b = document.createElement('button'); b.textContent = e.unicode; b.title = e.shortcode;
              b.onclick = () => fetch('/api/vote?choice=' + encodeURIComponent(e.shortcode)).then(r =>
                said.textContent = r.ok ? 'You voted ' + e.unicode : 'Your vote for ' + e.unicode + ' failed: ' + r.status);
              all.append(b); }));
            </script>"""));
    private static final Answer LEADERBOARD = Answer.html(page("""
            <h1>Leaderboard</h1><ol id="all"></ol><p><a href="/">Vote</a></p>
            <script>
            fetch('/api/leaderboard').then(r => r.json()).then(votes => Object.entries(votes).sort((a, b) => b[1] - a[1]).forEach(v => {
              const li = document.createElement('li'); li.textContent = v[0] + ' ' + v[1]; all.append(li); }));
            </script>"""));

    private final MeshClient mesh;
    private final String emoji;
    private final String voting;

    private WebApp(MeshClient mesh, String emoji, String voting) {
        this.mesh = mesh;
        this.emoji = emoji;
        this.voting = voting;
    }

    /**
     * @param emoji authority of the emoji service
     * @param voting authority of the voting service
     */
    static AppServer start(InetSocketAddress address, MeshClient mesh, String emoji, String voting) throws IOException {
        WebApp app = new WebApp(mesh, emoji, voting);
        return new AppServer(address)
                .on("/", _ -> INDEX)
                .on("/leaderboard", _ -> LEADERBOARD)
                .on("/api/list", _ -> app.forward(() -> app.mesh.get(app.emoji, "/list")))
                .on("/api/vote", app::vote)
                .on("/api/leaderboard", _ -> app.forward(() -> app.mesh.get(app.voting, "/results")))
                .start();
    }

    private Answer vote(Request request) {
        String choice = request.parameter("choice");
        if (choice == null) {
            return Answer.error(400, "choice is missing");
        }
        String encoded = MeshClient.encode(choice);
        Answer found = forward(() -> mesh.get(emoji, "/find?shortcode=" + encoded));
        return found.status() == 200 ? forward(() -> mesh.post(voting, "/vote?choice=" + encoded)) : found;
    }

    /** A call to another service. */
    private interface Call {
        MeshClient.Reply send() throws InterruptedException;
    }

    private Answer forward(Call call) {
        try {
            MeshClient.Reply reply = call.send();
            JsonNode body = reply.body();
            return body.isNull()
                    ? Answer.json(reply.status(), Map.of("status", reply.status()))
                    : Answer.json(reply.status(), body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.error(503, "stopping");
        }
    }

    private static String page(String body) {
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Emoji vote</title><body>" + body
                + "</body></html>";
    }
}
