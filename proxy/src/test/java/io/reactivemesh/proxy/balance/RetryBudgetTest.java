package io.reactivemesh.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryBudgetTest {

    private long now;

    private RetryBudget budget(int ttlSeconds, int minRetriesPerSecond, double ratio) {
        return new RetryBudget(
                new RetryBudget.Config(Duration.ofSeconds(ttlSeconds), minRetriesPerSecond, ratio), () -> now);
    }

    private static int withdrawAll(RetryBudget budget) {
        int retries = 0;
        while (budget.withdraw()) {
            retries++;
        }
        return retries;
    }

    @ParameterizedTest(name = "{0} requests at ratio {1} grant {2} retries")
    @CsvSource({"100,0.2,20", "100,0.5,50", "100,1,100", "10,2,20", "10,100,1000", "100,0,0", "4,0.2,0"})
    void requestsGrantRetriesByTheRatio(int requests, double ratio, int retries) {
        RetryBudget budget = budget(10, 0, ratio);

        for (int i = 0; i < requests; i++) {
            budget.deposit();
        }

        assertThat(withdrawAll(budget)).isEqualTo(retries);
    }

    @Test
    void theReserveGrantsSomeWithoutAnyRequestAndComesBack() {
        RetryBudget budget = budget(10, 2, 0.1);

        assertThat(withdrawAll(budget)).isEqualTo(20);

        now += Duration.ofSeconds(10).toNanos();
        assertThat(withdrawAll(budget)).isEqualTo(20);
    }

    @Test
    void requestsCountForTheTimeToLiveOnly() {
        RetryBudget budget = budget(10, 0, 1);
        budget.deposit();

        now += Duration.ofSeconds(10).toNanos();

        assertThat(budget.withdraw()).isFalse();
    }

    @Test
    void aThirdRequestPaysForWhatTheSecondCouldNotHave() {
        RetryBudget budget = budget(1, 1, 0.1);
        assertThat(budget.withdraw()).as("the reserve pays for the first retry").isTrue();
        budget.deposit();

        assertThat(budget.withdraw()).as("nothing is left for another").isFalse();
    }

    @ParameterizedTest(name = "ttl {0} s, {1} retries a second, ratio {2}")
    @CsvSource({"1000,1,0.1", "0,1,0.1", "10,-1,0.1", "10,1,10000", "10,1,-1", "10,1,NaN"})
    void impossibleBudgetsAreRefused(int ttlSeconds, int minRetriesPerSecond, double ratio) {
        assertThatThrownBy(() -> budget(ttlSeconds, minRetriesPerSecond, ratio))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 300)
    void withoutAReserveRetriesNeverExceedTheRatio(
            @ForAll @DoubleRange(min = 0.01, max = 5) double ratio,
            @ForAll @Size(max = 200) java.util.List<@IntRange(min = 0, max = 500) Integer> pausesMillis) {
        RetryBudget budget = budget(10, 0, ratio);
        int requests = 0;
        int retries = 0;

        for (int pause : pausesMillis) {
            now += Duration.ofMillis(pause).toNanos();
            requests++;
            budget.deposit();
            retries += budget.withdraw() ? 1 : 0;
        }

        // The price of a retry is a whole number, so that it can be less than 1/ratio.
        double price = ratio <= 1 ? Math.floor(1 / ratio) : Math.floor(1000 / ratio) / 1000;
        assertThat((double) retries).isLessThanOrEqualTo(requests / price);
    }
}
