package io.reactivemesh.ops.demo.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A candidate of the vote. */
record Emoji(@JsonProperty String shortcode, @JsonProperty String unicode) {
    /** The one that nobody can vote for. */
    static final String DOUGHNUT = ":doughnut:";

    static final List<Emoji> ALL = List.of(
            new Emoji(":100:", "💯"),
            new Emoji(":avocado:", "🥑"),
            new Emoji(":balloon:", "🎈"),
            new Emoji(":basketball_man:", "⛹"),
            new Emoji(":bee:", "🐝"),
            new Emoji(":burrito:", "🌯"),
            new Emoji(":champagne:", "🍾"),
            new Emoji(":checkered_flag:", "🏁"),
            new Emoji(":cherries:", "🍒"),
            new Emoji(":crossed_swords:", "⚔"),
            new Emoji(":dancer:", "💃"),
            new Emoji(":dog:", "🐶"),
            new Emoji(DOUGHNUT, "🍩"),
            new Emoji(":ghost:", "👻"),
            new Emoji(":golfing_man:", "🏌"),
            new Emoji(":guitar:", "🎸"),
            new Emoji(":hatched_chick:", "🐥"),
            new Emoji(":honeybee:", "🐝"),
            new Emoji(":jack_o_lantern:", "🎃"),
            new Emoji(":joy:", "😂"),
            new Emoji(":man_dancing:", "🕺"),
            new Emoji(":mermaid:", "🧜"),
            new Emoji(":money_mouth_face:", "🤑"),
            new Emoji(":ok_woman:", "🙆"),
            new Emoji(":partly_sunny:", "⛅"),
            new Emoji(":pizza:", "🍕"),
            new Emoji(":pray:", "🙏"),
            new Emoji(":rainbow:", "🌈"),
            new Emoji(":relaxed:", "☺"),
            new Emoji(":rocket:", "🚀"),
            new Emoji(":sheep:", "🐑"),
            new Emoji(":snail:", "🐌"),
            new Emoji(":sunglasses:", "😎"),
            new Emoji(":taco:", "🌮"),
            new Emoji(":trophy:", "🏆"),
            new Emoji(":turkey:", "🦃"),
            new Emoji(":wave:", "👋"),
            new Emoji(":world_map:", "🗺"));

    static final Map<String, Emoji> BY_SHORTCODE =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Emoji::shortcode, Function.identity()));
}
