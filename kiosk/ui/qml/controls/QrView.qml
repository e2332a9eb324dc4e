pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The QR of the page, whole pixels a module so that phones read it at once.
Column {
    id: view

    property real side: Theme.mm(70)

    spacing: Theme.gap * 0.6

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: view.side
        height: view.side
        color: "#ffffff"
        Accessible.role: Accessible.Graphic
        Accessible.name: Screen.words.scan_to_follow

        Image {
            anchors.centerIn: parent
            width: Math.max(1, Math.floor(view.side / Math.max(1, implicitWidth))) * implicitWidth
            height: width
            source: Screen.pictures.qr ?? ""
            smooth: false
            cache: false
            Accessible.ignored: true
        }
    }

    Words {
        anchors.horizontalCenter: parent.horizontalCenter
        text: Screen.words.scan_to_follow
        capital: Theme.fine
        color: Theme.soft
    }
}
