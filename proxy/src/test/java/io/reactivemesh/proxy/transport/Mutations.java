package io.reactivemesh.proxy.transport;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs that are nearly right: samples that were damaged in ways that decoders trip over. The same seed makes the same inputs. */
final class Mutations {
    private static final int MOST = 6;
    private static final int LONGEST = 2_048;
    private static final byte[] TELLING = {0, 1, '\r', '\n', ' ', ':', '0', ';', 0x7f, (byte) 0x80, (byte) 0xff, ','};

    private final List<byte[]> samples;
    private final SplittableRandom random;

    Mutations(List<byte[]> samples, long seed) {
        this.samples = List.copyOf(samples);
        this.random = new SplittableRandom(seed);
    }

    /** The next input, at most 2 KiB. */
    byte[] next() {
        byte[] bytes = sample().clone();
        for (int i = random.nextInt(MOST); i > 0; i--) {
            bytes = mutated(bytes);
        }
        return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
    }

    /** Where to cut the next piece off what is left. */
    int piece(int left) {
        return 1 + random.nextInt(random.nextBoolean() ? Math.min(left, 9) : left);
    }

    private byte[] sample() {
        return samples.get(random.nextInt(samples.size()));
    }

    private byte[] mutated(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        int to = at + 1 + random.nextInt(Math.min(16, bytes.length - at));
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
            case 2 -> bytes[at] = (byte) random.nextInt();
            case 3 -> {
                return spliced(bytes, at, new byte[0], to);
            }
            case 4 -> {
                return spliced(bytes, at, Arrays.copyOfRange(bytes, at, to), at);
            }
            case 5 -> {
                return spliced(bytes, at, new byte[] {TELLING[random.nextInt(TELLING.length)]}, at);
            }
            case 6 -> {
                byte[] other = sample();
                return spliced(bytes, at, Arrays.copyOfRange(other, random.nextInt(other.length), other.length), to);
            }
            default -> {
                return Arrays.copyOf(bytes, at);
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] middle, int goOnAt) {
        byte[] result = Arrays.copyOf(bytes, at + middle.length + bytes.length - goOnAt);
        System.arraycopy(middle, 0, result, at, middle.length);
        System.arraycopy(bytes, goOnAt, result, at + middle.length, bytes.length - goOnAt);
        return result;
    }
}
