package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.wire.destination.DestinationProfile;
import org.jspecify.annotations.Nullable;

/** The profile of one destination for all who watch it. Confined to the control loop. */
final class ProfileWatch extends SharedWatch<DestinationProfile, ProfileUpdate> {

    private @Nullable ProfileUpdate last;

    ProfileWatch(String path, ControlObserver observer) {
        super(path, observer);
    }

    @Override
    @Nullable
    ProfileUpdate apply(DestinationProfile message) {
        return changed(ProfileMapping.profile(message));
    }

    @Override
    @Nullable
    ProfileUpdate applyRefusal(GrpcStatus status) {
        return changed(new ProfileUpdate.None());
    }

    private @Nullable ProfileUpdate changed(ProfileUpdate update) {
        if (update.equals(last)) {
            return null;
        }
        last = update;
        return update;
    }

    @Override
    void applyStart() {
        // A profile is sent whole each time: the last one stays until the next.
    }

    @Override
    @Nullable
    ProfileUpdate present() {
        return last;
    }
}
