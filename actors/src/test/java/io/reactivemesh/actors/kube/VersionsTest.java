package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {
    @ParameterizedTest(name = "{0} older than {1}: {2}")
    @CsvSource({
        "9, 10, true",
        "10, 9, false",
        "10, 10, false",
        "99, 100, true",
        "'', 10, false",
        "10, '', false",
        "abc, 10, false",
        "10, 1e9, false"
    })
    void areComparedAsNumbers(String version, String than, boolean older) {
        assertThat(Versions.isOlder(version, than)).isEqualTo(older);
    }

    @ParameterizedTest(name = "{0} later than {1}: {2}")
    @CsvSource({"10, 9, true", "9, 10, false", "10, 10, false", "abc, 10, true", "10, abc, true", "abc, abc, false"})
    void isLaterWhereNobodyKnows(String version, String than, boolean later) {
        assertThat(Versions.isLater(version, than)).isEqualTo(later);
    }

    @Test
    void newerOfTwoIsTheSecondWhereNobodyKnows() {
        assertThat(Versions.newer("12", "9")).isEqualTo("12");
        assertThat(Versions.newer("9", "12")).isEqualTo("12");
        assertThat(Versions.newer("9", "new")).isEqualTo("new");
    }

    @Test
    void whatWasDeletedStaysSoUntilItIsMadeAnew() {
        Versions versions = new Versions();
        versions.deleted("red/web", "20");

        assertThat(versions.isPast("red/web", "19")).isTrue();
        assertThat(versions.isPast("red/web", "20")).isTrue();
        assertThat(versions.isPast("red/web", "21")).isFalse();
        assertThat(versions.isPast("red/emoji", "19")).isFalse();
    }

    @Test
    void aDeletionThatIsToldAgainDoesNotHideALaterOne() {
        Versions versions = new Versions();
        versions.deleted("red/web", "20");
        versions.deleted("red/web", "30");

        versions.deleted("red/web", "20");

        assertThat(versions.isPast("red/web", "25")).isTrue();
    }

    @Test
    void whatIsOlderThanAListAndNotInItIsPast() {
        Versions versions = new Versions();
        versions.listed("50");

        assertThat(versions.isPast("red/web", "50")).isTrue();
        assertThat(versions.isPast("red/web", "51")).isFalse();
        assertThat(versions.isDeleted("red/web", "50")).as("told by a watch").isFalse();
    }

    @Test
    void aStoreThatWasRestoredCountsAnew() {
        Versions versions = new Versions();
        versions.listed("50");
        versions.deleted("red/web", "60");

        versions.listed("30");

        assertThat(versions.isPast("red/web", "31")).isFalse();
    }
}
