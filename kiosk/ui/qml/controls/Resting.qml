pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// A machine that cannot serve: calm picture, plain words, the number to call.
Column {
    id: resting

    property string reason
    property string hotline

    spacing: Theme.gap * 3

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.mm(Theme.small ? 44 : Theme.wide ? 50 : 76)
        height: width
        radius: width / 2
        color: Theme.tint

        Icon {
            anchors.centerIn: parent
            name: "moon"
            side: parent.width * 0.5
        }
    }

    Words {
        width: parent.width
        text: resting.reason
        capital: Theme.strong
        horizontalAlignment: Text.AlignHCenter
    }

    Column {
        width: parent.width
        visible: resting.hotline !== ""
        spacing: Theme.gap * 0.6

        Words {
            width: parent.width
            text: Screen.words.hotline
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
        }

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.gap

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "phone"
                side: Theme.icon * 1.2
            }

            Words {
                text: resting.hotline
                capital: Theme.display
                heavy: true
                color: Theme.brand
            }
        }
    }
}
