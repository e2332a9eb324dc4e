pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// The camera's live picture with its advice.
PageBody {
    id: scan

    least: what.implicitHeight + advice.implicitHeight + Theme.mm(50) + 2 * Theme.gap

    Words {
        id: what
        width: parent.width
        text: scan.page.component + " · " + Screen.words.sheet + "\u00a0" + scan.page.page_number
        heavy: true
    }

    LiveView {
        anchors.top: what.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: advice.top
        anchors.bottomMargin: Theme.gap
        width: parent.width
        source: scan.page.live ? Screen.pictures.live ?? "" : ""
        waiting: scan.page.live ? Screen.words.camera_wait : ""
        ready: scan.page.ready
    }

    Banner {
        id: advice
        anchors.bottom: parent.bottom
        width: parent.width
        text: !scan.page.live ? "" : scan.page.advice !== "" ? scan.page.advice
            : scan.page.ready ? Screen.words.scan_ready : Screen.words.scan_wait
        look: scan.page.ready ? "good" : scan.page.advice !== "" ? "warning" : "info"
        picture: scan.page.ready ? "done" : scan.page.advice !== "" ? "warning" : "paper"
    }
}
