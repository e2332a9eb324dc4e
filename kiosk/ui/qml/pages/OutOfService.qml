pragma ComponentBehavior: Bound

import QtQuick
import "../controls"

// The kiosk cannot serve: why, and whom to call.
PageBody {
    id: resting

    centred: true
    least: rest.implicitHeight

    Resting {
        id: rest
        anchors.centerIn: parent
        width: parent.width
        reason: resting.page.reason
        hotline: resting.page.hotline
    }
}
