package io.reactivemesh.ops.controller;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.regex.Pattern;

/** What a setting takes. Follows from its default. */
enum SettingType {
    TEXT("text") {
        @Override
        void read(Config config, String key) {
            var _ = config.getString(key);
        }
    },
    NUMBER("a number") {
        @Override
        void read(Config config, String key) {
            var _ = config.getInt(key);
        }
    },
    SWITCH("on or off") {
        @Override
        void read(Config config, String key) {
            var _ = config.getBoolean(key);
        }
    },
    DURATION("a duration such as 500ms, 10s or 5m") {
        @Override
        void read(Config config, String key) {
            var _ = config.getDuration(key);
        }
    },
    NUMBERS("a list of numbers") {
        @Override
        void read(Config config, String key) {
            var _ = config.getIntList(key);
        }
    },
    TEXTS("a list of texts") {
        @Override
        void read(Config config, String key) {
            var _ = config.getStringList(key);
        }
    };

    private static final Pattern DURATION_TEXT = Pattern.compile("[0-9]+ ?(ms|s|m|h|d)");

    private final String words;

    SettingType(String words) {
        this.words = words;
    }

    /** The type of a setting with this default, which is no section. */
    static SettingType of(ConfigValue byDefault) {
        return switch (byDefault.valueType()) {
            case NUMBER -> NUMBER;
            case BOOLEAN -> SWITCH;
            case LIST ->
                ((List<?>) byDefault.unwrapped()).stream().allMatch(Number.class::isInstance) ? NUMBERS : TEXTS;
            case STRING -> ofText((String) byDefault.unwrapped());
            case OBJECT, NULL -> throw new IllegalArgumentException("no setting: " + byDefault);
        };
    }

    private static SettingType ofText(String byDefault) {
        // In HOCON on and off are text until somebody asks for a switch.
        return byDefault.equals("on") || byDefault.equals("off")
                ? SWITCH
                : DURATION_TEXT.matcher(byDefault).matches() ? DURATION : TEXT;
    }

    /** Whether what a key is set to can be read as this. */
    boolean takes(Config config, String key) {
        try {
            read(config, key);
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }

    abstract void read(Config config, String key);

    /** What may be written, for people. */
    @Override
    public String toString() {
        return words;
    }
}
