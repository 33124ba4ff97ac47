package io.reactivemesh.ops.demo.app;

import io.reactivemesh.ops.demo.app.AppServer.Answer;
import io.reactivemesh.ops.demo.app.AppServer.Request;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The emoji service: {@code GET /list} and {@code GET /find?shortcode=:pizza:}. */
final class EmojiApp {
    private EmojiApp() {}

    static AppServer start(InetSocketAddress address) throws IOException {
        Answer all = Answer.json(200, Emoji.ALL);
        return new AppServer(address)
                .on("/list", request -> all)
                .on("/find", EmojiApp::find)
                .start();
    }

    private static Answer find(Request request) {
        Emoji emoji = Emoji.BY_SHORTCODE.get(String.valueOf(request.parameter("shortcode")));
        return emoji == null ? Answer.error(404, "no such emoji") : Answer.json(200, emoji);
    }
}
