pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The camera's picture in its frame; the corners turn green, and say so, when the paper can be taken.
Rectangle {
    id: view

    property string source: ""
    property bool ready: false
    property string waiting: Screen.words.camera_wait

    color: Theme.card
    radius: Theme.radius
    border.width: ready ? Theme.edge * 2 : Theme.edge
    border.color: ready ? Theme.good : Theme.line
    Accessible.role: Accessible.Graphic
    Accessible.name: source === "" ? waiting : ready ? Screen.words.scan_ready : Screen.words.scan_wait

    Image {
        id: picture
        anchors.fill: parent
        anchors.margins: Theme.mm(2)
        source: view.source
        sourceSize: Qt.size(Math.ceil(width), Math.ceil(height))
        fillMode: Image.PreserveAspectFit
        cache: false
        retainWhileLoading: true
        Accessible.ignored: true
    }

    Column {
        anchors.centerIn: parent
        width: parent.width * 0.8
        visible: view.source === ""
        spacing: Theme.gap

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "camera"
            colour: Theme.line
            side: Theme.icon * 2.5
        }

        Words {
            width: parent.width
            text: view.waiting
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
            spoken: false
        }
    }
}
