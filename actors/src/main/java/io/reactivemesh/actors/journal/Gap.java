package io.reactivemesh.actors.journal;

/**
 * What stands in the log for changes that could not be recorded one by one, because the journal was away for longer than the buffer
 * lasts: the whole state after them.
 *
 * @param unrecorded how many changes it stands for
 */
public record Gap(Document state, int unrecorded) implements Event {
    @Override
    public String name() {
        return "gap";
    }

    @Override
    public String subject() {
        return unrecorded + " changes";
    }

    @Override
    public String cause() {
        return "the journal was unreachable for longer than changes could be held";
    }
}
